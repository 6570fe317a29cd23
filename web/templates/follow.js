(function(){
/* A button that led on is gone with its step: whoever goes by keyboard or by ear is led to what came in its place. */
var root=document.getElementById("root"),left,led,at,place,timer;
function placeAfter(button){
if(button.closest(".st-key-top"))return".st-key-top button";
return button.closest(".st-key-more")?".st-key-rest h2":".st-key-said,h2";
}
/* On a slow phone a step comes piece by piece: who was led to a piece that goes again is led on, unless they did something since. */
function follow(){
var to=left&&!left.isConnected&&root.querySelector(place),now=document.activeElement;
if(!to||to===now)return;
if((now!==document.body&&now!==led)||Date.now()-at>10000)return acted();
led=to;
if(to.tagName!=="BUTTON")to.tabIndex=-1;
to.focus();
}
function acted(){
left=led=null;
}
addEventListener("keydown",acted,true);
addEventListener("pointerdown",acted,true);
root.addEventListener("click",function(event){
var button=event.target.closest("button");
if(!button)return;
left=button;
led=null;
at=Date.now();
place=placeAfter(button);
},true);
new MutationObserver(function(){
clearTimeout(timer);
timer=setTimeout(follow,150);
}).observe(root,{childList:true,subtree:true});
})()
